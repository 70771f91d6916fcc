import { Hono } from 'hono';
import { getDiagnosis } from '../../shared/contract/diagnosis.ts';
import { type AppEnv, onlyAdministrators } from '../caller.ts';
import { diagnose } from '../diagnosis.ts';

export const diagnosis = new Hono<AppEnv>().get(getDiagnosis.path, onlyAdministrators, async (c) =>
  c.json(await diagnose(c.env.house, c.env.site)),
);
