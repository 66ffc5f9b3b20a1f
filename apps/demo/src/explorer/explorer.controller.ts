import { createRequire } from 'node:module';
import { dirname } from 'node:path';

import { Controller, Get, Header, NotFoundException, Param, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { ExplorerPage } from '../pages/page.decorator.js';
import { StaticFiles } from '../static/static-files.js';
import { ExplorerDocuments } from './explorer.documents.js';
import { explorerPage } from './explorer.page.js';

/** Swagger UI's own files, which come with @nestjs/swagger: nothing is loaded from elsewhere. */
const swagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js'];

/** The API explorer. */
@Controller('docs')
@ApiExcludeController()
export class ExplorerController {
  private readonly files = StaticFiles.of(dirname(swagger.resolve('swagger-ui-dist/package.json')), FILES);

  constructor(private readonly documents: ExplorerDocuments) {}

  @Get()
  @ExplorerPage()
  page(): string {
    return explorerPage(this.documents.names);
  }

  @Get('files/:name')
  @Header('Cache-Control', 'no-cache')
  @Header('X-Content-Type-Options', 'nosniff')
  file(@Param('name') name: string): StreamableFile {
    return found(this.files.answer(name));
  }

  /** The OpenAPI document of one instance. */
  @Get(':name')
  document(@Param('name') name: string) {
    return found(this.documents.find(name));
  }
}

function found<Value>(value: Value | null): Value {
  if (value === null) throw new NotFoundException();
  return value;
}
