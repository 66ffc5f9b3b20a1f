import { CharField, NestedField, UserDetailsDto } from 'nestjs-rest-auth';

/** The part of a profile that its owner reads and writes. */
export class ProfileDto {
  @CharField({ required: false, allowBlank: true, maxLength: 100 })
  company_name?: string;
}

/** `user/` with the profile in it: GET shows it, PUT and PATCH write it. */
export class DemoUserDetailsDto extends UserDetailsDto {
  @NestedField(() => ProfileDto, { source: 'profile', required: false })
  profile?: ProfileDto;
}
