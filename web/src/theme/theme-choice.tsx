import { useState } from 'react';
import { chooseTheme, THEMES, type ThemeChoice, themeChoice } from './theme.ts';

const LABELS: Readonly<Record<ThemeChoice, string>> = {
  system: 'As the device',
  light: 'Light',
  dark: 'Dark',
};

/** Light, dark, or what the device says. */
export function ThemeChoiceField() {
  const [choice, setChoice] = useState(themeChoice);
  return (
    <fieldset className="theme-choice">
      <legend className="hint">Colours</legend>
      <div className="segmented">
        {THEMES.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="theme"
              checked={name === choice}
              onChange={() => {
                setChoice(name);
                chooseTheme(name);
              }}
            />
            <span>{LABELS[name]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
