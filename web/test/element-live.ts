// One import, so that both modules share their classes.
export { Credentials } from '../element/data/credentials';
export { LiveChanges } from '../element/data/live';
