// Swagger UI with a choice of instances; `#default-session` chooses one. Writes by a cookie get their CSRF token by themselves.

/** The instance with the defaults, which the client has no switch for. */
const PLAIN = 'dj-rest-auth';

const { SwaggerUIBundle, SwaggerUIStandalonePreset } = window;
const { instances } = await (await fetch('/demo/config')).json();
const names = [...instances.map(({ id }) => id), PLAIN];
const chosen = decodeURIComponent(location.hash.slice(1));

SwaggerUIBundle({
  dom_id: '#swagger-ui',
  urls: names.map((name) => ({ name, url: `/docs/${name}` })),
  'urls.primaryName': names.includes(chosen) ? chosen : names[0],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
  validatorUrl: null,
  defaultModelsExpandDepth: -1,
  tryItOutEnabled: true,
  persistAuthorization: false,
  requestInterceptor: withCsrfToken,
});

async function withCsrfToken(request) {
  const { pathname } = new URL(request.url, location.href);
  if (!request.method || request.method === 'GET') return request;
  const csrf = instances.find(({ path }) => pathname.startsWith(`${path}/`))?.csrf;
  const given = csrf ? await fetchedToken(csrf) : pathname.startsWith(`/${PLAIN}/`) ? plainToken() : {};
  return { ...request, headers: { ...request.headers, ...given } };
}

async function fetchedToken({ url, headerName }) {
  const { csrfToken } = await (await fetch(url)).json();
  return { [headerName]: csrfToken };
}

/** What a login has set; before one there is no session that would need it. */
function plainToken() {
  const token = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1];
  return token === undefined ? {} : { 'X-CSRFToken': token };
}
