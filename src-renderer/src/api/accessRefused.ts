/** The server is there, but does not let this page in: trying again cannot help, another token can. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
  readonly access: 'noToken' | 'badToken';

  constructor(access: 'noToken' | 'badToken') {
    super(
      access === 'noToken'
        ? 'This page has no token.'
        : 'The monitor does not accept the token of this page. It was mistyped, or a new one was made since.',
    );
    this.access = access;
  }
}
