import { fileURLToPath } from 'node:url';

import { Controller, Get, Header, NotFoundException, Param, type StreamableFile } from '@nestjs/common';

import { StaticFiles } from '../static/static-files.js';

/** The pages' style and scripts. */
@Controller('assets')
export class AssetsController {
  private readonly files = StaticFiles.of(fileURLToPath(new URL('assets/', import.meta.url)));

  @Get(':name')
  @Header('Cache-Control', 'no-cache')
  @Header('X-Content-Type-Options', 'nosniff')
  asset(@Param('name') name: string): StreamableFile {
    const file = this.files.answer(name);
    if (!file) throw new NotFoundException();
    return file;
  }
}
