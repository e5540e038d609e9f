// @ts-check
import { spawn } from 'node:child_process';

/** A program that did not end with 0. Its output was shown or is in `output`. */
export class ProgramFailed extends Error {
  /**
   * @param {string} message
   * @param {string} output
   */
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

/**
 * Runs a program and keeps its output, which is shown only when it fails.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>} what it printed
 * @throws {ProgramFailed}
 */
export function runProgram(file, args, options = {}) {
  const command = [file, ...args].join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    }
    child.once('error', (error) =>
      reject(new ProgramFailed(`${command} could not be started: ${error.message}`, output)),
    );
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new ProgramFailed(`${command} ended with ${code ?? signal}`, output));
    });
  });
}
