import { Module } from '@nestjs/common';

import { ExplorerController } from './explorer.controller.js';
import { ExplorerDocuments } from './explorer.documents.js';

/** OpenAPI documents of the instances, and a page to try them on. */
@Module({ controllers: [ExplorerController], providers: [ExplorerDocuments] })
export class ExplorerModule {}
