import { CharField, RegisterDto } from 'nestjs-rest-auth';

/** `registration/` with a field of the demo's own. */
export class DemoRegisterDto extends RegisterDto {
  @CharField({ required: false, allowBlank: true, maxLength: 100 })
  company_name?: string;
}
