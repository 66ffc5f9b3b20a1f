/** A piece of HTML that is safe to put into a page: only `html` makes one. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Value = string | number | Html | readonly Html[];

/** A template that escapes every value, so that no name and no link can become markup; pieces made by itself are put in as they are. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(
    parts.map((part, index) => (index === 0 ? part : `${toHtml(values[index - 1] ?? '')}${part}`)).join(''),
  );
}

function toHtml(value: Value): string {
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
  return value.map((piece) => piece.toString()).join('');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
