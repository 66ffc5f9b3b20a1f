import classes from './wire-panel.module.css';

/** A text of the wire. Long lines wrap, so that nothing has to be scrolled sideways. */
export function CodeBlock({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <pre className={classes.code} aria-label={label}>
      {text}
    </pre>
  );
}
