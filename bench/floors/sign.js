// Signs once, as an application link asks for (RSA-SHA1, 2048 bits), and answers.
let key;
export default {
  async fetch(_request, { PRIVATE_KEY }) {
    const der = Uint8Array.fromBase64(PRIVATE_KEY.replace(/-----.+?-----|\s/g, ''));
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' };
    key ??= await crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
    await crypto.subtle.sign(algorithm.name, key, new Uint8Array(500));
    return new Response('ok');
  },
};
