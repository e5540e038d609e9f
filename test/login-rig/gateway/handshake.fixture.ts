import { createServer, type Socket } from 'node:net';
import type { Server as HttpServer } from 'node:http';
import { TLSSocket, type SecureContext } from 'node:tls';

/** The certificate for a server name; undefined name where the client says none. Undefined where nothing answers it. */
export type ChooseCertificate = (serverName: string | undefined) => SecureContext | undefined;

/**
 * Plays the TLS side of the gateway's port 443: at each handshake the certificate is asked for, so a new one counts from
 * the next connection on. A name without a certificate gets no answer: the connection is closed.
 */
export function acceptSecure(http: HttpServer, choose: ChooseCertificate): ReturnType<typeof createServer> {
  return createServer((raw: Socket) => {
    raw.on('error', () => raw.destroy());
    const unnamed = choose(undefined);
    const secure = new TLSSocket(raw, {
      isServer: true,
      ...(unnamed && { secureContext: unnamed }),
      SNICallback: (name, done) => {
        const context = choose(name);
        if (context === undefined) raw.destroy();
        else done(null, context);
      },
      ALPNProtocols: ['http/1.1'],
    });
    secure.on('error', () => raw.destroy());
    secure.once('secure', () => http.emit('connection', secure));
  });
}
