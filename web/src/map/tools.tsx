import { Circle, MousePointer2, Pencil, Pentagon, Square, Trash2 } from 'lucide-react';
import type { DrawingTool } from './drawing.ts';

export type Tool = 'choose' | DrawingTool;

type Props = {
  readonly tool: Tool;
  /** Whether something is drawn that can be changed and deleted. */
  readonly drawn: boolean;
  readonly onTool: (tool: Tool) => void;
  readonly onDelete: () => void;
};

const TOOLS = [
  { tool: 'choose', label: 'Choose areas', icon: MousePointer2 },
  { tool: 'polygon', label: 'Draw a polygon', icon: Pentagon },
  { tool: 'circle', label: 'Draw a circle', icon: Circle },
  { tool: 'rectangle', label: 'Draw a rectangle', icon: Square },
] as const;

/** How each tool is used, said when it is taken up. */
export const TOOL_HINTS: Readonly<Record<Tool, string>> = {
  choose: '',
  polygon: 'Click each corner; click the first again to finish. Escape stops.',
  circle: 'Click the centre, then the edge. Escape stops.',
  rectangle: 'Click one corner, then the opposite one. Escape stops.',
  edit: 'Drag the shape or its corners; right-click a corner to remove it. Escape ends.',
};

/** The drawing tools of the map. Whoever does not draw with a pointer uses Shape and Near a place in the query panel. */
export function MapTools({ tool, drawn, onTool, onDelete }: Props) {
  return (
    <div className="map-tools" role="toolbar" aria-label="Drawing tools" aria-orientation="vertical">
      {TOOLS.map(({ tool: name, label, icon: Icon }) => (
        <button
          key={name}
          type="button"
          aria-pressed={tool === name}
          aria-label={label}
          title={label}
          onClick={() => onTool(name)}
        >
          <Icon size={18} aria-hidden="true" />
        </button>
      ))}
      <span className="map-tools-rule" />
      <button
        type="button"
        aria-pressed={tool === 'edit'}
        aria-label={drawn ? 'Change the drawn shape' : 'Change the drawn shape: draw one first'}
        title={drawn ? 'Change the drawn shape' : 'Draw a shape first'}
        aria-disabled={!drawn}
        onClick={() => drawn && onTool('edit')}
      >
        <Pencil size={18} aria-hidden="true" />
      </button>
      <button
        type="button"
        aria-label={drawn ? 'Delete the drawn shape' : 'Delete the drawn shape: there is none'}
        title={drawn ? 'Delete the drawn shape' : 'Nothing is drawn'}
        aria-disabled={!drawn}
        onClick={() => drawn && onDelete()}
      >
        <Trash2 size={18} aria-hidden="true" />
      </button>
    </div>
  );
}
