import { isNamed } from '#adapters/aws/error-name.ts';
import { GlueTables } from '#adapters/aws/glue-tables.ts';

/** Tables as far as an operator may make them: Lake Formation lets the product's own roles, and its administrators. */
export class OperatorTables extends GlueTables {
  #refused = false;

  /** Whether some table was left to the product's own roles, which make it when its dataset is first published. */
  get refused(): boolean {
    return this.#refused;
  }

  override async define(...table: Parameters<GlueTables['define']>): Promise<void> {
    try {
      await super.define(...table);
    } catch (error) {
      if (!isNamed(error, 'AccessDeniedException')) throw error;
      this.#refused = true;
    }
  }
}
