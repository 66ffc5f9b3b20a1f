// The user of the measured applications: nothing but what the module needs.
import { BaseUser } from 'nestjs-rest-auth';
import { Entity, PrimaryGeneratedColumn } from 'typeorm';

export class User extends BaseUser {}

PrimaryGeneratedColumn()(User.prototype, 'id');
Entity('app_user')(User);
