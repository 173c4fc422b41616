import { fontAsData, savePng, saveSvg } from '../picture/save.ts';
import { SavePanel } from '../picture/save-panel.tsx';
import { type Charted, chartSheet } from './chart-sheet.ts';
import { fileNameOf } from './image.ts';

type Props = Charted & {
  /** The drawing on the page; null when it is gone. */
  readonly drawing: () => SVGSVGElement | null;
  readonly onClose: () => void;
};

/** Saves a chart with title, notes, filters, where it comes from, and the reference that opens it again. */
export function SaveMenu({ drawing, onClose, ...chart }: Props) {
  const sheet = async () => {
    const svg = drawing();
    if (svg === null) throw new Error('the chart is not drawn; show it as a chart and try again');
    const font = await fontAsData();
    return chartSheet(svg, chart, {
      address: globalThis.location.href,
      savedAt: new Date().toISOString(),
      font,
    });
  };
  return (
    <SavePanel
      heading="Save the chart"
      hint="With title, notes, filters, sources and the reference that opens it again."
      ways={[
        { label: 'PNG', save: async () => savePng(await sheet(), null, fileNameOf(chart.title, 'png')) },
        { label: 'SVG', save: async () => saveSvg(await sheet(), fileNameOf(chart.title, 'svg')) },
      ]}
      onClose={onClose}
    />
  );
}
