// Writes the tokens that an Express application makes with jsonwebtoken, one JSON object per line.
//
//     npm install jsonwebtoken
//     node jsonwebtoken.js > jsonwebtoken.jsonl
//
// Only the signatures of the ECDSA key change from run to run.
'use strict';

const fs = require('fs');
const path = require('path');
const jwt = require('jsonwebtoken');

const BY = 'jsonwebtoken ' + require('jsonwebtoken/package.json').version;
const SECRET = 'a-secret-for-tests-that-protects-nothing-0123456789';
const IAT = 1767225600; // 2026-01-01
const EXP = 4102444800; // 2100-01-01

const pem = (name) => fs.readFileSync(path.join(__dirname, '..', 'keys', name + '.pem'), 'utf8');
const out = (what, key, token, want, stated) =>
  console.log(JSON.stringify({ by: BY, what, key, token, want, ...stated }));

const user = { user_id: 50, email: 'juan@example.com', role_id: 2, name: 'Juan Pérez <jp> & "Söhne" 😀' };
const good = { account: 50, jti: '', iat: IAT, exp: EXP };
const claims = { ...user, iat: IAT, exp: EXP };

out('sign-in token', 'hmac', jwt.sign(claims, SECRET), 'access', good);
out('sign-in token with a lifetime', 'hmac', jwt.sign({ ...user, iat: IAT }, SECRET, { expiresIn: EXP - IAT }), 'access', good);
out('token without iat', 'hmac', jwt.sign({ ...user, exp: EXP }, SECRET, { noTimestamp: true }), 'access', { account: 50, jti: '', exp: EXP });
out('token with all options', 'hmac',
  jwt.sign(claims, SECRET, { jwtid: 'j-1', issuer: 'i', subject: 's', notBefore: 0, keyid: 'k' }), 'access', { ...good, jti: 'j-1' });
out('password reset token', 'hmac', jwt.sign({ user_id: 50, purpose: 'password_reset', iat: IAT, exp: EXP }, SECRET), 'wrong type');
out('expired token', 'hmac', jwt.sign({ ...user, iat: IAT }, SECRET, { expiresIn: '24h' }), 'expired');
out('token that is not valid yet', 'hmac', jwt.sign({ ...claims, nbf: EXP - 1 }, SECRET), 'refused');
out('token without an end', 'hmac', jwt.sign({ ...user, iat: IAT }, SECRET), 'refused');
out('token that is not signed', 'hmac', jwt.sign(claims, null, { algorithm: 'none' }), 'refused');
out('token under HS384', 'hmac', jwt.sign(claims, SECRET, { algorithm: 'HS384' }), 'refused');
out('token of a text', 'hmac', jwt.sign('juan', SECRET), 'refused');
out('token under RS256', 'rsa2048', jwt.sign(claims, pem('rsa2048'), { algorithm: 'RS256' }), 'access', good);
out('token under PS256', 'rsa2048', jwt.sign(claims, pem('rsa2048'), { algorithm: 'PS256' }), 'refused');
out('token under ES256', 'p256', jwt.sign(claims, pem('p256'), { algorithm: 'ES256' }), 'access', good);
