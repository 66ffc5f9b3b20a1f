import { useCallback, useEffect, useState } from 'react';

import type { DemoConfig } from '../api/config.js';
import { fetchMails, type Mail } from './mail.js';

/** The mails to an address, as they come; undefined until they are there, null where the server does not tell. */
export function useMails({ api, events }: DemoConfig['mailbox'], to: string): readonly Mail[] | null | undefined {
  const [mails, setMails] = useState<readonly Mail[] | null>();
  const look = useCallback(() => void fetchMails(api, to).then(setMails), [api, to]);

  useEffect(() => {
    look();
    const source = new EventSource(events);
    source.addEventListener('mail', look);
    // After a break some may have come unseen.
    source.addEventListener('open', look);
    return () => source.close();
  }, [events, look]);

  return mails;
}
