import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { Controller, Get, Header, NotFoundException, Param, Req, Res, type StreamableFile } from '@nestjs/common';

import { contentSecurityPolicy } from '../pages/page.decorator.js';
import { StaticFiles } from '../static/static-files.js';
import { missingClientPage } from './missing-client.page.js';

const DIRECTORY = fileURLToPath(new URL('../../../demo-spa/dist/', import.meta.url));
/** Stands in the built index.html wherever an answer's nonce belongs. */
const NONCE = /__CSP_NONCE__/g;

/** Any path of the client's. The adapters have no wildcard in common. */
const ANYWHERE = ['', ':a', ':a/:b', ':a/:b/:c', ':a/:b/:c/:d'];

/** As both adapters have it. */
interface Reply {
  header(name: string, value: string): unknown;
}

/** The single-page client, as its build has left it. */
@Controller('app')
export class ClientController {
  private readonly files = StaticFiles.of(DIRECTORY);

  /** Their names change with what is in them. */
  @Get('assets/:name')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  @Header('X-Content-Type-Options', 'nosniff')
  asset(@Param('name') name: string): StreamableFile {
    const file = this.files.answer(`assets/${name}`);
    if (!file) throw new NotFoundException();
    return file;
  }

  /** Any other file of the build; and for every path that is none the page itself, which has routes of its own. */
  @Get(ANYWHERE)
  @Header('Cache-Control', 'no-cache')
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Referrer-Policy', 'same-origin')
  page(@Req() { url }: { url: string }, @Res({ passthrough: true }) reply: Reply): StreamableFile | string {
    const { pathname } = new URL(url, 'http://localhost');
    const name = pathname.slice('/app/'.length);
    const file = name === 'index.html' ? null : this.files.answer(name);
    if (file) return file;
    const nonce = randomBytes(16).toString('base64');
    reply.header('Content-Type', 'text/html; charset=utf-8');
    reply.header(
      'Content-Security-Policy',
      contentSecurityPolicy({ 'style-src': `'self' 'nonce-${nonce}'`, 'font-src': "'self'" }),
    );
    return this.files.find('index.html')?.toString('utf8').replace(NONCE, nonce) ?? missingClientPage();
  }
}
