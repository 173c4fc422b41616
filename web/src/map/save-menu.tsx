import font from '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2?url';
import { X } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { fileNameOf, saveAs } from '../charts/image.ts';
import { formatDateTime } from '../format/number.ts';
import { ErrorMessage } from '../shell/state-message.tsx';
import { periodLabel } from '../state/month.ts';
import { currentTheme } from '../theme/theme.ts';
import { forTheme } from './colours.ts';
import type { Saved } from './frame.tsx';
import type { MapPicture } from './map-view.tsx';
import { HEAD, sheetSvg } from './sheet.ts';
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

const SCALE = 2;
const PAPER = { width: 960, height: 720 };

async function dataOf(url: string): Promise<string> {
  const blob = await (await fetch(url)).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

async function imageOf(href: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = href;
  await image.decode();
  return image;
}

type Publication = Saved['answer']['result']['publications'][number];

function sourceWords(
  { result }: Saved['answer'],
  { dataset, manifest, publishedAt }: Publication,
  titleOf: Props['titleOf'],
): string {
  const covered = result.coverage.find((coverage) => coverage.dataset === dataset);
  const [from, to] = [covered?.from ?? null, covered?.to ?? null];
  const months = from !== null && to !== null ? `, ${periodLabel(from, to)}` : ', nothing supplied';
  return `${titleOf(dataset)}${months}, publication ${manifest} of ${formatDateTime(publishedAt)}`;
}

/** Saves the map with title, legend, notes, where it comes from, and the reference that opens it again. */
export function SaveMenu(props: Props) {
  const { title, subtitle, notes, about, names, picture, make, base, attributions, titleOf, onClose } = props;
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const linesOf = ({ answer }: Saved) => [
    ...(notes === '' ? [] : [notes]),
    about,
    `Sources: ${answer.result.publications.map((one) => sourceWords(answer, one, titleOf)).join('; ')}.`,
    ...answer.result.notes,
    ...new Set(attributions),
    `SafeStats, reference ${answer.id}, saved ${formatDateTime(new Date().toISOString())}: ${globalThis.location.href}`,
  ];
  const save = (how: (saved: Saved) => Promise<void>) => async () => {
    setBusy(true);
    setFault(null);
    try {
      await how(await make());
      onClose();
    } catch (error) {
      setFault(error);
      setBusy(false);
    }
  };
  const png = save(async (saved) => {
    const shot = await picture.current?.take();
    if (shot === undefined) throw new Error('the map is not drawn yet; try again in a moment');
    const isDark = currentTheme() === 'dark';
    const classes = saved.legend.classes.map((one) => ({ ...one, colour: forTheme(one.colour, isDark) }));
    const sheet = {
      title,
      subtitle,
      legend: { ...saved.legend, classes },
      lines: linesOf(saved),
      elements: '',
      font: await dataOf(font),
    };
    const { svg, width, height } = sheetSvg({ ...sheet, width: shot.width, height: shot.height });
    const canvas = document.createElement('canvas');
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser cannot draw pictures');
    const paper = await imageOf(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`);
    context.drawImage(paper, 0, 0, canvas.width, canvas.height);
    const map = await imageOf(shot.href);
    context.drawImage(map, 0, HEAD * SCALE, shot.width * SCALE, shot.height * SCALE);
    saveAs(canvas.toDataURL('image/png'), fileNameOf(title, 'png'));
  });
  const svgFile = save(async (saved) => {
    const { shapes, drawn } = saved;
    if (shapes === null || drawn === null)
      throw new Error('this map has no areas to draw as paths; save a PNG');
    const { mapElements } = await import('./svg-text.ts');
    const labels = names ? base.labels : [];
    const outline = shapes === base.outline ? null : base.outline;
    const elements = mapElements({ shapes, drawn, outline, labels, ...PAPER });
    const { svg } = sheetSvg({
      title,
      subtitle,
      legend: saved.legend,
      lines: linesOf(saved),
      elements,
      font: null,
      ...PAPER,
    });
    const href = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    saveAs(href, fileNameOf(title, 'svg'));
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: not a form of its own, its buttons act at once
    <div
      ref={box}
      className="map-save"
      role="group"
      aria-label="Save the map"
      tabIndex={-1}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className="map-settings-head">
        <h3>Save the map</h3>
        <button type="button" className="icon-button" aria-label="Close without saving" onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </button>
      </div>
      <p className="hint">With title, legend, notes, sources and the reference that opens it again.</p>
      <button type="button" className="button" disabled={busy} onClick={() => void png()}>
        PNG, as shown now
      </button>
      <button type="button" className="button" disabled={busy} onClick={() => void svgFile()}>
        SVG, all areas as paths
      </button>
      {fault !== null && <ErrorMessage error={fault} />}
    </div>
  );
}
