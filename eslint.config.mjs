import js from '@eslint/js'
import globals from 'globals'

export default [
  { ignores: ['.cache/', 'dist/', 'target/', 'native.js', 'emulator/native.js', '**/*.d.ts'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: 'commonjs', globals: globals.node },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['emulator/console/**'],
    languageOptions: { sourceType: 'module', globals: globals.browser, parserOptions: { ecmaFeatures: { jsx: true } } },
    // Components are used by name in JSX, which this rule does not see.
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^(_|[A-Z])' }] },
  },
  { files: ['emulator/examples/jest/**'], languageOptions: { globals: globals.jest } },
  { files: ['**/*.mjs'], languageOptions: { sourceType: 'module' } },
]
