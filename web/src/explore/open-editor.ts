const PATIENCE_MS = 3_000;
const CONTROLS = 'input:not([type=hidden]), select, button, summary, [role=treeitem][tabindex="0"], textarea';

/** On wide screens only the panel scrolls, so that the numbers stay in sight. */
function focusIn(control: HTMLElement): void {
  for (
    let above = control.closest('details');
    above !== null;
    above = above.parentElement?.closest('details') ?? null
  )
    above.open = true;
  if (control instanceof HTMLDetailsElement) control.open = true;
  const inside = control.matches(CONTROLS) ? control : control.querySelector<HTMLElement>(CONTROLS);
  const box = control.closest<HTMLElement>('.panel-scroll');
  if (box !== null && box.scrollHeight > box.clientHeight) {
    const offset = control.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTop += offset - Math.max(0, (box.clientHeight - control.clientHeight) / 3);
  } else control.scrollIntoView({ block: 'center' });
  (inside ?? control).focus({ preventScroll: true });
}

/**
 * Moves the focus to the control of the panel with this id, opening what it is folded into. A control that is not there
 * yet, because its part of the panel is being fetched, is waited for; `otherwise` takes its place when it never comes.
 */
export function focusEditor(id: string, otherwise = 'panel-datasets'): void {
  const until = performance.now() + PATIENCE_MS;
  const look = () => {
    const control = document.getElementById(id);
    if (control !== null) focusIn(control);
    else if (performance.now() < until) requestAnimationFrame(look);
    else {
      const other = document.getElementById(otherwise);
      if (other !== null) focusIn(other);
    }
  };
  requestAnimationFrame(look);
}
