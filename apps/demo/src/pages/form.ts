import { html, type Html } from './html.js';

/** Where the module's endpoints are. */
export const API = '/dj-rest-auth';

/** One field of a form. A name with a dot in it (`profile.company_name`) is a nested object in JSON. */
export interface Field {
  readonly name: string;
  readonly type?: 'text' | 'email' | 'password' | 'hidden';
  readonly value?: string;
  readonly autocomplete?: string;
  /** Left out of the request while it is empty. Default false. */
  readonly optional?: boolean;
}

/** A form that asks an endpoint. */
export interface EndpointForm {
  readonly id: string;
  readonly title: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** A `{name}` in it is the value of the field of that name. */
  readonly path: string;
  readonly note: string;
  readonly button: string;
  readonly fields: readonly Field[];
}

/** The form. Without scripts GET and POST show the endpoint's own answer; PUT, PATCH and a value in the path are beyond what HTML can send. */
export function form({ id, title, method, path, note, button, fields }: EndpointForm, csrfToken: string): Html {
  const inPath = fields.filter(({ name }) => path.includes(`{${name}}`)).map(({ name }) => name);
  const isPlain = (method === 'GET' || method === 'POST') && inPath.length === 0;
  const beyond = inPath.length === 0 ? method : 'a value in the path';
  return html`<section id="${id}">
    <h2>${title}</h2>
    <p class="endpoint"><strong>${method}</strong> <code>${path}</code></p>
    <p>${note}</p>
    <form
      ${isPlain ? html`method="${method.toLowerCase()}" action="${path}"` : ''}
      data-method="${method}"
      data-path="${path}"
    >
      ${method === 'POST' ? html`<input type="hidden" name="csrfmiddlewaretoken" value="${csrfToken}" />` : ''}
      ${fields.map((field) => input(field, inPath.includes(field.name)))}
      <button type="submit" ${isPlain ? '' : html`disabled`}>${button}</button>
      ${isPlain ? '' : html`<noscript><p>A browser sends ${beyond} with JavaScript only.</p></noscript>`}
    </form>
    <p class="outcome" role="status"></p>
    <div class="exchange" hidden>
      <h3>Request</h3>
      <pre class="request"></pre>
      <h3>Response</h3>
      <pre class="response"></pre>
    </div>
  </section>`;
}

function input(field: Field, isRequired: boolean): Html {
  const { name, type = 'text', value = '', autocomplete = 'off', optional = false } = field;
  if (type === 'hidden') return html`<input type="hidden" name="${name}" value="${value}" />`;
  return html`<label>
    <span>${name} ${optional ? html`<small>optional</small>` : ''}</span>
    <input
      type="${type === 'email' ? 'text' : type}"
      ${type === 'email' ? html`inputmode="email"` : ''}
      name="${name}"
      value="${value}"
      autocomplete="${autocomplete}"
      ${optional ? html`data-optional` : ''}
      ${isRequired ? html`required` : ''}
    />
  </label>`;
}
