// Swagger UI with a choice of instances; `#default-session` chooses one. Writes by a cookie get their CSRF token by themselves.

const { SwaggerUIBundle, SwaggerUIStandalonePreset } = window;
const { instances } = await (await fetch('/demo/config')).json();
const names = [...instances.map(({ id }) => id), 'dj-rest-auth'];
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
  const csrf = instances.find(({ path }) => pathname.startsWith(`${path}/`))?.csrf;
  if (!csrf || !request.method || request.method === 'GET') return request;
  const { csrfToken } = await (await fetch(csrf.url)).json();
  return { ...request, headers: { ...request.headers, [csrf.headerName]: csrfToken } };
}
