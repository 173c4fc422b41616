import type { IngestPlatform, OnStep, RegistryItem, RegistryWrite } from '#app/ports.ts';
import type { Step } from '#core/ingest/step.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { deliveryWrite, isFinal, mustGetDelivery } from './delivery-store.ts';

/** One attempt at a delivery: its item as last written, and where it has got to. */
export class DeliveryRun {
  #item: RegistryItem<Delivery>;
  #step: string;
  #written: Promise<unknown> = Promise.resolve();
  #hasFailed = false;
  readonly #platform: Pick<IngestPlatform, 'registry'>;
  readonly #onStep: OnStep;

  constructor(
    platform: Pick<IngestPlatform, 'registry'>,
    item: RegistryItem<Delivery>,
    onStep: OnStep = async () => undefined,
  ) {
    this.#platform = platform;
    this.#item = item;
    this.#step = item.value.step;
    this.#onStep = onStep;
  }

  get delivery(): Delivery {
    return this.#item.value;
  }

  /** The write of the item with these changes; `wrote` is to be called when it has gone through. */
  writeOf(changes: Partial<Delivery>): RegistryWrite {
    return deliveryWrite(this.#item, { ...this.#item.value, ...changes });
  }

  /** Says that the write of these changes has gone through. */
  wrote(changes: Partial<Delivery>): void {
    const version = this.#item.version + 1;
    this.#item = { ...this.#item, version, value: { ...this.#item.value, ...changes } };
  }

  /** One write after another: a worker that has died may leave the note of its last step in the making. */
  update(changes: Partial<Delivery>): Promise<void> {
    const written = this.#written.then(async () => {
      if (this.#hasFailed) return;
      await this.#platform.registry.transact([this.writeOf(changes)]);
      this.wrote(changes);
    });
    this.#written = written.catch(() => undefined);
    return written;
  }

  /** Says that a step is done. */
  async tell(step: Step): Promise<void> {
    this.#step = step;
    await this.#onStep(step);
  }

  /** Leaves the delivery `failed`, unless it is finished; nothing is written after that. */
  async fail(): Promise<void> {
    await this.#written;
    const { dataset, number } = this.delivery;
    this.#item = await mustGetDelivery(this.#platform, dataset, number);
    if (isFinal(this.delivery.state)) return;
    await this.update({ state: 'failed', step: `failed after: ${this.#step}` });
    this.#hasFailed = true;
  }
}
