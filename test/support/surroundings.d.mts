import type { INestApplication } from '@nestjs/common';

export function hostName(): 'plain' | 'busy';
export function slashName(): 'with' | 'without';
export function prefix(): string;
export function surround(app: INestApplication): void;
export function asAsked(path: string): string;
