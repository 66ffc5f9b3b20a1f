import { readFileSync } from 'node:fs';

import { Controller, Get, Header } from '@nestjs/common';

/** The pages' style and script. */
@Controller('assets')
export class AssetsController {
  private readonly style = read('demo.css');
  private readonly script = read('demo.mjs');

  @Get('demo.css')
  @Header('Content-Type', 'text/css; charset=utf-8')
  css(): string {
    return this.style;
  }

  @Get('demo.mjs')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  js(): string {
    return this.script;
  }
}

function read(name: string): string {
  return readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
}
