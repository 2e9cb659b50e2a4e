export { createEnvironment } from './environment';
export { Journey } from './Journey';
