import type { ComponentType } from 'react';
import { Loading } from '../../shell/state-message.tsx';
import type { FigureItem, FigureKind } from '../draft.ts';
import { useSubject } from '../subject.ts';
import { CategoriesFigure, MonthsFigure, RankingFigure, WeekFigure } from './charts.tsx';
import type { FigureProps } from './figure.tsx';
import { KeyFigures } from './key-figures.tsx';
import { MapFigure } from './map-figure.tsx';
import { TableFigure } from './table-figure.tsx';

const FIGURES: Readonly<Record<FigureKind, ComponentType<FigureProps>>> = {
  figures: KeyFigures,
  map: MapFigure,
  months: MonthsFigure,
  categories: CategoriesFigure,
  week: WeekFigure,
  ranking: RankingFigure,
  table: TableFigure,
};

/** A part of the report that is made of an address, under the profile of who reads it. */
export function ReportFigure({ item, source }: { readonly item: FigureItem; readonly source: number }) {
  const subject = useSubject(item.search);
  if (subject === null) return <Loading what="Loading the catalogue" />;
  const Figure = FIGURES[item.kind];
  return <Figure item={item} subject={subject} source={source} />;
}
