import { createFrontDoor } from './front-door.ts';

export default createFrontDoor();
