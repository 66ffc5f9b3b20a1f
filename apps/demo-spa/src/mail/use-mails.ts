import { useEffect, useState } from 'react';

import type { DemoConfig } from '../api/config.js';
import { fetchMails, type Mail } from './mail.js';

/** The mails to an address, as they come; undefined until they are there, null where the server does not tell. */
export function useMails({ api, events }: DemoConfig['mailbox'], to: string): readonly Mail[] | null | undefined {
  const [mails, setMails] = useState<readonly Mail[] | null>();
  const [arrivals, setArrivals] = useState(0);

  useEffect(() => {
    const source = new EventSource(events);
    const look = () => setArrivals((count) => count + 1);
    source.addEventListener('mail', look);
    // After a break some may have come unseen.
    source.addEventListener('open', look);
    return () => source.close();
  }, [events]);

  useEffect(() => {
    let isWanted = true;
    void fetchMails(api, to).then((found) => {
      // An answer that comes late is not to take the place of a newer one, or of another address's.
      if (isWanted) setMails(found);
    });
    return () => {
      isWanted = false;
    };
  }, [api, to, arrivals]);

  return mails;
}
