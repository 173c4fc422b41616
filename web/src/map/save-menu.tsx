import type { RefObject } from 'react';
import { fileNameOf } from '../charts/image.ts';
import { linesBelow } from '../picture/lines.ts';
import { fontAsData, savePng, saveSvg } from '../picture/save.ts';
import { SavePanel } from '../picture/save-panel.tsx';
import { sheetSvg } from '../picture/sheet.ts';
import { currentTheme } from '../theme/theme.ts';
import { forTheme } from './colours.ts';
import type { Saved } from './frame.tsx';
import type { MapPicture } from './map-view.tsx';
import type { Base } from './use-base.ts';

type Props = {
  readonly title: string;
  readonly subtitle: string;
  readonly notes: string;
  /** What the map is filtered by, in words. */
  readonly about: string;
  readonly names: boolean;
  readonly picture: RefObject<MapPicture | null>;
  readonly make: () => Promise<Saved>;
  readonly base: Pick<Base, 'outline' | 'labels'>;
  readonly attributions: readonly string[];
  readonly titleOf: (dataset: string) => string;
  readonly onClose: () => void;
};

const PAPER = { width: 960, height: 720 };

/** Saves the map with title, legend, notes, where it comes from, and the reference that opens it again. */
export function SaveMenu(props: Props) {
  const { title, subtitle, notes, about, names, picture, make, base, attributions, titleOf, onClose } = props;
  const linesOf = ({ answer }: Saved) =>
    linesBelow({
      answer,
      notes: [notes],
      about,
      attributions,
      titleOf,
      address: globalThis.location.href,
      savedAt: new Date().toISOString(),
    });
  const png = async () => {
    const saved = await make();
    const shot = await picture.current?.take();
    if (shot === undefined) throw new Error('the map is not drawn yet; try again in a moment');
    const isDark = currentTheme() === 'dark';
    const classes = saved.legend.classes.map((one) => ({ ...one, colour: forTheme(one.colour, isDark) }));
    const sheet = sheetSvg({
      title,
      subtitle,
      legend: { ...saved.legend, classes },
      lines: linesOf(saved),
      elements: '',
      font: await fontAsData(),
      width: shot.width,
      height: shot.height,
    });
    await savePng(sheet, shot, fileNameOf(title, 'png'));
  };
  const svg = async () => {
    const saved = await make();
    const { shapes, drawn } = saved;
    if (shapes === null || drawn === null)
      throw new Error('this map has no areas to draw as paths; save a PNG');
    const { mapElements } = await import('./svg-text.ts');
    const labels = names ? base.labels : [];
    const outline = shapes === base.outline ? null : base.outline;
    const elements = mapElements({ shapes, drawn, outline, labels, ...PAPER });
    const { legend } = saved;
    const sheet = sheetSvg({
      title,
      subtitle,
      legend,
      lines: linesOf(saved),
      elements,
      font: null,
      ...PAPER,
    });
    saveSvg(sheet, fileNameOf(title, 'svg'));
  };
  return (
    <SavePanel
      heading="Save the map"
      hint="With title, legend, notes, sources and the reference that opens it again."
      ways={[
        { label: 'PNG, as shown now', save: png },
        { label: 'SVG, all areas as paths', save: svg },
      ]}
      onClose={onClose}
    />
  );
}
