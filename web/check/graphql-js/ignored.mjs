import { Lexer, Source, TokenKind } from 'graphql';

const IGNORED = [',', ' , ', '\n', '\r\n', '\r', '\t', ' \uFEFF', '# comment "{\n', ',# comment\r\n,'];

/** Inserts commas, comments, line ends and byte order marks between tokens of a valid document. */
export function withIgnored(random, text) {
  const lexer = new Lexer(new Source(text));
  let result = '';
  let end = 0;
  while (lexer.advance().kind !== TokenKind.EOF) {
    const { start, end: next } = lexer.token;
    result += text.slice(end, start) + (random.chance(20) ? random.pick(IGNORED) : '') + text.slice(start, next);
    end = next;
  }
  return result + text.slice(end);
}
