import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';

import { FieldErrors, type FieldErrorTree, NON_FIELD } from '../../kernel/errors.js';
import { type Message, message } from '../../kernel/messages.js';
import { lengthOf, strip } from '../../kernel/text.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { constraintMessages } from './constraint-messages.js';
import { isEmailAddress } from './email-address-form.js';
import type { FieldDefinition, Setting } from './field.decorator.js';
import { FieldRule, type FieldRuleContext } from './field-rule.js';
import { fieldsOf, hasFurtherDecorators } from './fields-of.js';

/** How a body is read. */
export interface ReadOptions extends FieldRuleContext {
  /** Nothing is required: PATCH. */
  partial?: boolean;
  /** The body is a form, where an empty optional field is an absent one. */
  isForm?: boolean;
}

/** A field's value once it was read, or what is wrong with it. */
type Reading = { value: unknown } | { problems: Message[] | FieldErrorTree };

/**
 * Turns a parsed body into an instance of a DTO class, by the rules of DRF's serializers: every field's errors are
 * told together, unknown fields are ignored, and only what the class declares gets in. Properties with class-validator's
 * own decorators are checked by these.
 */
@Injectable()
export class InputReader {
  private readonly rules = new Map<Type<FieldRule>, Promise<FieldRule>>();

  constructor(
    private readonly settings: RestAuthSettings,
    private readonly modules: ModuleRef,
  ) {}

  /** The instance, or `FieldErrors` with every error of every field. */
  async read<Dto extends object>(dto: Type<Dto>, body: unknown, options: ReadOptions): Promise<Dto> {
    const { value, errors } = await this.readObject(dto, body, options);
    if (Object.keys(errors).length > 0) throw new FieldErrors(errors);
    return value;
  }

  private async readObject<Dto extends object>(dto: Type<Dto>, body: unknown, options: ReadOptions) {
    if (body === null) return failed(dto, { [NON_FIELD]: [message('no_data')] });
    if (!isObject(body)) {
      return failed(dto, { [NON_FIELD]: [message('not_an_object', { type: pythonTypeOf(body) })] });
    }
    const values: Record<string, unknown> = {};
    const errors: FieldErrorTree = {};
    for (const [name, field] of fieldsOf(dto)) {
      if (field.readOnly || !this.setting(field.enabled ?? true)) continue;
      const required = this.setting(field.required ?? true);
      const isLeftEmpty = options.isForm === true && body[name] === '' && !required && !field.allowBlank;
      if (!Object.hasOwn(body, name) || isLeftEmpty) {
        if (required && !options.partial) errors[name] = [message('required')];
        continue;
      }
      const reading = await this.readField(field, body[name], options);
      if ('problems' in reading) errors[name] = reading.problems;
      else values[name] = reading.value;
    }
    const instance = plainToInstance(dto, values, { exposeUnsetFields: false });
    await this.validate(dto, instance, errors);
    return { value: instance, errors };
  }

  private async readField(field: FieldDefinition, value: unknown, options: ReadOptions): Promise<Reading> {
    if (value === null) return field.allowNull ? { value } : { problems: [message('null')] };
    switch (field.kind) {
      case 'nested': {
        if (!field.nested) return { value };
        const nested = await this.readObject(field.nested(), value, options);
        return Object.keys(nested.errors).length > 0 ? { problems: nested.errors } : { value: nested.value };
      }
      case 'boolean':
        return readBoolean(value);
      case 'value':
        return { value };
      case 'string':
      case 'email':
        return this.readText(field, value, options);
    }
  }

  private async readText(field: FieldDefinition, value: unknown, options: ReadOptions): Promise<Reading> {
    const typed = asText(value);
    if (typed === null) {
      return { problems: [message(field.kind === 'email' ? 'invalid_email' : 'invalid_string')] };
    }
    const text = this.setting(field.trim ?? true) ? strip(typed) : typed;
    // Blanks alone are blank even where they are kept, as with a password.
    if (strip(text) === '') return field.allowBlank ? { value: text } : { problems: [message('blank')] };
    const problems = this.textProblems(field, text);
    if (problems.length > 0) return { problems };
    for (const rule of field.rules ?? []) {
      const found = await (await this.rule(rule)).problems(text, options);
      if (found.length > 0) return { problems: found };
    }
    return { value: text };
  }

  private textProblems(field: FieldDefinition, text: string): Message[] {
    const problems: Message[] = [];
    const max = this.setting(field.maxLength ?? null);
    const min = this.setting(field.minLength ?? null);
    if (max !== null && lengthOf(text) > max) problems.push(message('max_length', { max }));
    if (min !== null && lengthOf(text) < min) problems.push(message('min_length', { min }));
    if (text.includes('\0')) problems.push(message('null_characters'));
    const surrogate = /\p{Surrogate}/u.exec(text)?.[0].codePointAt(0);
    if (surrogate !== undefined) {
      problems.push(message('surrogate_characters', { codePoint: `U+${surrogate.toString(16).toUpperCase()}` }));
    }
    if (field.kind === 'email' && !isEmailAddress(text)) problems.push(message('invalid_email'));
    return problems;
  }

  /** What class-validator's own decorators say of the properties that are right so far. */
  private async validate(dto: Type<object>, instance: object, errors: FieldErrorTree): Promise<void> {
    if (!hasFurtherDecorators(dto)) return;
    const found = await validate(instance, {
      skipUndefinedProperties: true,
      forbidUnknownValues: false,
      validationError: { target: false, value: false },
    });
    for (const error of found) {
      if (!(error.property in errors)) errors[error.property] = constraintMessages(dto, error);
    }
  }

  private rule(type: Type<FieldRule>): Promise<FieldRule> {
    let rule = this.rules.get(type);
    if (!rule) {
      rule = this.modules.create(type);
      this.rules.set(type, rule);
    }
    return rule;
  }

  private setting<Value>(setting: Setting<Value>): Value {
    return setting instanceof Function ? setting(this.settings) : setting;
  }
}

function failed<Dto extends object>(dto: Type<Dto>, errors: FieldErrorTree) {
  return { value: new dto(), errors };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * DRF takes a number as its text. A number that JavaScript cannot hold exactly is refused: taken as text it would be another
 * number than the one that was sent, and as a password it would be one that nobody knows.
 */
function asText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : String(value);
}

function readBoolean(value: unknown): Reading {
  if (typeof value === 'boolean') return { value };
  // A list with a yes in it is none, and an object may have a `toString` of the caller's making.
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
  if (['true', 't', 'yes', 'y', 'on', '1'].includes(text)) return { value: true };
  if (['false', 'f', 'no', 'n', 'off', '0'].includes(text)) return { value: false };
  return { problems: [message('invalid_boolean')] };
}

/** What Python calls the type; DRF tells it to the client. */
function pythonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int' : 'float';
}
