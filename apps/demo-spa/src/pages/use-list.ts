import { useCallback, useEffect, useState } from 'react';

import type { Answer } from '../api/answer.js';

interface List<Item> {
  /** Undefined until it is there, null where it was refused. */
  readonly items: readonly Item[] | null | undefined;
  readonly reload: () => Promise<void>;
}

/** What an endpoint lists, asked when the page opens. */
export function useList<Item>(ask: () => Promise<Answer>, isItem: (value: unknown) => value is Item): List<Item> {
  const [items, setItems] = useState<readonly Item[] | null>();
  const reload = useCallback(async () => {
    const { ok, body } = await ask();
    setItems(ok && Array.isArray(body) ? body.filter(isItem) : null);
  }, [ask, isItem]);
  useEffect(() => void reload(), [reload]);
  return { items, reload };
}
