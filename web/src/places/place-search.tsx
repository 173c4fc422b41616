// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the roles of a list box, which has no elements of its own that take text with hints
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus stays in the field, as the pattern for comboboxes has it
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { placeHint } from './place-words.ts';
import type { FoundPlace } from './types.ts';
import { usePlaces, useSettled } from './use-places.ts';

type Props = {
  readonly label: string;
  readonly name: string;
  readonly onChoose: (place: FoundPlace) => void;
};

/**
 * A field to find a place: what answers is a list below it, worked by arrow keys while the focus stays in the field, as the
 * ARIA guide has it for comboboxes. Enter takes the marked one, or the best; Escape closes the list.
 */
export function PlaceSearch({ label, name, onChoose }: Props) {
  const id = useId();
  const [text, setText] = useState(name);
  const [known, setKnown] = useState(name);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  /** Enter was pressed before the answer to the text was there. */
  const [eager, setEager] = useState(false);
  if (known !== name) {
    setKnown(name);
    setText(name);
  }
  const settled = useSettled(text);
  const wanted = open && settled.trim().length >= 2;
  const places = usePlaces(wanted ? settled : '', 8);
  const items = wanted ? (places.data?.items ?? []) : [];
  const isOld = places.isPlaceholderData || settled !== text;
  const marked = active >= 0 && active < items.length ? active : -1;
  const choose = (place: FoundPlace | undefined) => {
    if (place === undefined) return;
    setText(place.name);
    setKnown(place.name);
    setOpen(false);
    setActive(-1);
    onChoose(place);
  };
  const best = eager && wanted && !isOld && !places.isFetching ? items[0] : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the best answer is there
  useEffect(() => {
    if (best === undefined) return;
    setEager(false);
    choose(best);
  }, [best]);
  const onKeyDown = (event: KeyboardEvent) => {
    const act: Record<string, () => void> = {
      ArrowDown: () => {
        setOpen(true);
        setActive(marked + 1 >= items.length ? 0 : marked + 1);
      },
      ArrowUp: () => setActive(marked <= 0 ? items.length - 1 : marked - 1),
      Enter: () => {
        if (marked >= 0) choose(items[marked]);
        else if (isOld) setEager(true);
        else choose(items[0]);
      },
      Escape: () => {
        setOpen(false);
        setActive(-1);
      },
    };
    const known = act[event.key];
    if (known === undefined) return;
    event.preventDefault();
    known();
  };
  const nothing = wanted && places.data !== undefined && items.length === 0 && !isOld;
  return (
    <div className="place-search">
      <label htmlFor={`${id}-field`}>{label}</label>
      <div className="search">
        <Search size={16} aria-hidden="true" />
        <input
          id={`${id}-field`}
          type="search"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder="Street, station, area, postcode, 51.5074, -0.1278 or TQ 300 804"
          aria-expanded={items.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={marked < 0 ? undefined : `${id}-${marked}`}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setActive(-1);
            setEager(false);
          }}
          onFocus={(event) => event.target.select()}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul
        className="place-list"
        id={`${id}-list`}
        role="listbox"
        aria-label="Places"
        hidden={items.length === 0}
      >
        {items.map((place, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys
          <li
            key={`${place.kind} ${place.name} ${place.longitude} ${place.latitude}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === marked}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(place)}
          >
            <span className="strong">{place.name}</span> <span className="hint">{placeHint(place)}</span>
          </li>
        ))}
      </ul>
      <p className="hint" role="status">
        {nothing && `No place is called “${settled.trim()}”.`}
        {items.length > 0 && <span className="visually-hidden">{items.length} places found</span>}
        {wanted && places.data?.preparing === true && ' Names of streets are still being read…'}
        {places.isError && 'Places cannot be looked up now. Try again in a minute.'}
      </p>
    </div>
  );
}
