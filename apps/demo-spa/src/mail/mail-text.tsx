import { Anchor } from '@mantine/core';

import classes from './mail.module.css';

/** The text of a mail, with its addresses as links. */
export function MailText({ text }: { readonly text: string }) {
  // A pattern in brackets is kept by split(): every second part is an address.
  const parts = text.split(/(https?:\/\/[^\s<>"']+)/);
  return (
    <div className={classes.text}>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <Anchor key={index} href={part} underline="always" inherit>
            {part}
          </Anchor>
        ) : (
          part
        ),
      )}
    </div>
  );
}
