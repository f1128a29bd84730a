import main from '../../jest.config.js'

/** The tests on a real Docker engine: one after the other, since they share one stack. */
/** @type {import('jest').Config} */
export default {
  ...main,
  rootDir: '../..',
  roots: ['<rootDir>/test/stack'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/stack/global-setup.ts',
  globalTeardown: '<rootDir>/test/stack/global-teardown.ts',
  testSequencer: '<rootDir>/test/stack/sequencer.js',
  testTimeout: 300_000,
  maxWorkers: 1,
}
