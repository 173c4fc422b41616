import { useEffect } from 'react';
import { useMe } from '../api/hooks.ts';
import { useSessionState, useSite } from '../session/context.tsx';
import { People } from '../shell/people.tsx';

/** When the statement was last gone through, `yyyy-mm-dd`. */
const REVIEWED = '2026-11-28';

/** The statement that the Public Sector Bodies Accessibility Regulations 2018 ask for, after their model. */
export function AccessibilityPage() {
  const { config } = useSite();
  const { status } = useSessionState();
  useEffect(() => {
    document.title = 'Accessibility statement – SafeStats Explorer';
  }, []);
  return (
    <main className="plain-page" id="main" tabIndex={-1}>
      <h1>Accessibility statement for {config.product}</h1>
      <p>
        This statement is about the {config.product} explorer at {globalThis.location.host}: exploring,
        reports, the data catalogue, deliveries and administration, and the pages of the sign-in. We want as
        many people as possible to be able to use it. You should be able to:
      </p>
      <ul className="bullets">
        <li>do everything with a keyboard alone, and always see where you are</li>
        <li>do everything with a screen reader: each chart and each map has its numbers as a table</li>
        <li>
          zoom to 400% and use a window 320 pixels wide without scrolling sideways, tables and maps apart
        </li>
        <li>choose light or dark colours, in the menu under your name, or leave it to your device</li>
        <li>do without colour: what has no number has a pattern and a letter of its own</li>
        <li>do without dragging: every shape, order and period can also be typed or chosen with buttons</li>
      </ul>

      <h2>How accessible it is</h2>
      <p>
        The explorer is <b>partially compliant</b> with the Web Content Accessibility Guidelines version 2.2
        at level AA, because of what is listed below.
      </p>
      <h3>What does not comply</h3>
      <ul className="bullets">
        <li>
          The map is a drawing. A screen reader reads the list after it and the table, not the drawing itself
          (WCAG 1.1.1 is met by these). Two fingers zoom it; its buttons and the keys + and - do the same.
        </li>
        <li>
          Files that you download are plain data. A spreadsheet has a header row and no further structure for
          assistive technology.
        </li>
        <li>
          A report that is saved as PDF has tags, headings and text to select. It was not checked against
          PDF/UA, which also depends on the browser that makes it.
        </li>
        <li>
          It has not been tried with people who use assistive technology every day, nor with every screen
          reader. Tell us what you meet.
        </li>
      </ul>
      <h3>What the law leaves out</h3>
      <p>
        The Accessibility Regulations leave maps out, as long as what is needed from them is given in an
        accessible way. It is: see the tables and lists above.
      </p>

      <h2>How it was tested</h2>
      <p>
        With every change, in Chromium: the rules of axe-core for WCAG 2.0 to 2.2, A and AA, and its best
        practices, on every page, in light and dark, at 320 pixels and at 400% zoom; the way from an empty
        page to a downloaded file with the keyboard alone, with a look at the focus at each step; the contrast
        of all pairs of colours, as a calculation; and Lighthouse, whose score for accessibility must be 100.
        We last went through this statement on{' '}
        {new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date(REVIEWED))}.
      </p>

      <h2>Tell us what does not work</h2>
      <p>
        If you cannot use a part of it, or need something from it in another form (large print, a plain table,
        a recording), ask the administrators of your organisation. They answer within five working days, and
        pass on to those who run {config.product} what they cannot settle.
      </p>
      {status === 'signed-in' || status === 'ended' ? (
        <Administrators />
      ) : (
        <p>Sign in to see who they are, or ask whoever invited you.</p>
      )}
      <h2>If you are not content with our answer</h2>
      <p>
        The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies (Websites and Mobile
        Applications) (No. 2) Accessibility Regulations 2018. If you are not content with how we answer,
        contact the Equality Advisory and Support Service (EASS).
      </p>
    </main>
  );
}

function Administrators() {
  const me = useMe();
  const people = me.data?.administrators ?? [];
  return people.length === 0 ? null : <People people={people} />;
}
