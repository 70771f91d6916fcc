import manifest from '../package.json';

/** The Worker's version, as package.json has it. */
export const { version } = manifest;
