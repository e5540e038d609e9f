/**
 * What the pod of a probe runs: Python 3.6 or newer, nothing but its library. A fixed text without a single value: what to
 * try is in the variable `MLA_TARGETS`, as JSON. It decides by its own variables as every Python program does, so it
 * shows what a notebook would do, and sends nothing to a server behind a tunnel but the beginning of TLS.
 *
 * It writes one JSON document as its termination message, which is at most 4096 bytes: `ProbeReport`.
 */
export const probeProgram = String.raw`
import hashlib, json, os, re, socket, ssl, time, urllib.parse, urllib.request

PATIENCE = 10
AUTHORITY = '/var/run/mla/ca.crt'

def say(error):
    return (str(error) or type(error).__name__)[:160]

def trusting(host):
    if host.endswith('.svc') and os.path.exists(AUTHORITY):
        return ssl.create_default_context(cafile=AUTHORITY)
    return ssl.create_default_context()

def first_line(sock):
    said = b''
    while b'\n' not in said and len(said) < 1000:
        part = sock.recv(200)
        if not part:
            break
        said += part
    return said.split(b'\n')[0].decode('latin-1').strip()[:120]

def through_proxy(proxy, url, host, port):
    address = urllib.parse.urlsplit(proxy)
    sock = socket.create_connection((address.hostname, address.port or (443 if address.scheme == 'https' else 80)), PATIENCE)
    if address.scheme == 'https':
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=address.hostname)
    plain = url.scheme == 'http'
    line = 'HEAD %s/ HTTP/1.1' % url.geturl() if plain else 'CONNECT %s:%d HTTP/1.1' % (host, port)
    sock.sendall(('%s\r\nHost: %s:%d\r\nConnection: close\r\n\r\n' % (line, host, port)).encode('ascii'))
    said = first_line(sock)
    words = said.split(' ')
    code = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    ok = 200 <= code < 500 and code not in (403, 407) if plain else 200 <= code < 300
    return sock, ok, said or 'no answer'

def attempt(target):
    url = urllib.parse.urlsplit(target['address'])
    secure = url.scheme == 'https'
    host, port = url.hostname, url.port or (443 if secure else 80)
    proxies = urllib.request.getproxies_environment()
    proxy = proxies.get('https' if secure else 'http')
    if url.scheme == 'tcp':
        proxy = proxies.get('http') or proxies.get('https')
    bypass = urllib.request.proxy_bypass_environment('[%s]:%d' % (host, port) if ':' in host else '%s:%d' % (host, port))
    through = 'proxy' if proxy and not bypass else 'direct'
    report = {'id': target['id'], 'through': through, 'reached': False}
    # Nothing inside the cluster is ever told to the proxy.
    if through == 'proxy' and target['wanted'] == 'direct' and target['id'] != 'outside':
        report['seen'] = 'not tried: the variables send it to the proxy'
        return report
    started = time.time()
    try:
        if through == 'proxy':
            sock, report['reached'], report['seen'] = through_proxy(proxy, url, host, port)
        else:
            sock = socket.create_connection((host, port), PATIENCE)
            report['reached'], report['seen'] = True, 'connected'
        if report['reached'] and secure:
            try:
                trusting(host).wrap_socket(sock, server_hostname=host).close()
                report['seen'] += ', TLS'
            except ssl.SSLError as error:
                report['seen'] += ', the certificate is not trusted here: ' + say(error)
        sock.close()
    except Exception as error:
        report['seen'] = say(error)
    report['milliseconds'] = int((time.time() - started) * 1000)
    return report

def described(value):
    shown = re.sub(r'//[^/@\s]*@', '//\u2026@', value)
    return {'digest': hashlib.sha256(value.encode()).hexdigest(), 'start': shown[:80]}

names = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy']
found = {name: described(os.environ[name]) for one in names for name in (one, one.upper()) if os.environ.get(name)}
report = {'variables': found, 'reached': [attempt(target) for target in json.loads(os.environ['MLA_TARGETS'])]}
with open(os.environ.get('MLA_REPORT', '/dev/termination-log'), 'w') as file:
    file.write(json.dumps(report))
`;
