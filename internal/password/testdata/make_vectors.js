// Writes the node part of vectors.jsonl to standard output; how to repeat it is
// said in make_vectors.py.
const bcrypt = require("bcrypt");
const bcryptjs = require("bcryptjs");
const argon2 = require("argon2");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

// bcryptjs does not export its package.json, so the file is looked for by hand.
function version(name) {
  const file = path.join(process.env.NODE_PATH, name, "package.json");
  return `${name} ${JSON.parse(fs.readFileSync(file)).version} (node)`;
}
const line = (form, program, password, hash) =>
  console.log(JSON.stringify({ form, program, password, hash }));

const long = Array.from({ length: 100 }, (_, i) => String.fromCharCode(33 + (i % 90))).join("");
const passwords = ["", "a", "SecurePass123!", "contraseña-ñandú 1", "密码🔐пароль", "nul\0inside"];
const forBcrypt = [...passwords, "\0", long.slice(0, 71), long.slice(0, 72), long.slice(0, 73), long,
  long.slice(0, 71) + "é!", long + long + long];

function bcryptLines() {
  for (const [name, program] of [["bcrypt", bcrypt], ["bcryptjs", bcryptjs]]) {
    for (const p of forBcrypt) {
      line("bcrypt", version(name), p, program.hashSync(p, 4));
    }
    line("bcrypt", version(name) + " defaults", "SecurePass123!", program.hashSync("SecurePass123!", 10));
  }
  // bcryptjs truncates the same way whatever the revision.
  const salt = bcryptjs.genSaltSync(4);
  for (const revision of ["$2a$", "$2y$"]) {
    line("bcrypt", version("bcryptjs"), long, bcryptjs.hashSync(long, revision + salt.slice(4)));
  }
}

// The PHC spelling with i=, and the l= that some programs add; no program of
// that kind is in Debian or needed here, so node's own PBKDF2 is spelled so.
function pbkdf2Lines() {
  const plain = (b) => b.toString("base64").replaceAll("=", "");
  for (const [digest, size] of [["sha1", 20], ["sha256", 32], ["sha512", 64]]) {
    for (const p of passwords) {
      const salt = crypto.randomBytes(16);
      const key = crypto.pbkdf2Sync(p, salt, 20, size, digest);
      line(`pbkdf2-${digest}`, `node ${process.version} crypto, spelled as PHC`, p,
        `$pbkdf2-${digest}$i=20$${plain(salt)}$${plain(key)}`);
      line(`pbkdf2-${digest}`, `node ${process.version} crypto, spelled as PHC`, p,
        `$pbkdf2-${digest}$i=20,l=${size}$${plain(salt)}$${plain(key)}`);
    }
  }
}

async function argon2Lines() {
  for (const p of passwords) {
    for (const [form, type] of [["argon2id", argon2.argon2id], ["argon2i", argon2.argon2i]]) {
      line(form, version("argon2"), p,
        await argon2.hash(p, { type, memoryCost: 64, timeCost: 2, parallelism: 2 }));
    }
  }
  line("argon2id", version("argon2") + " defaults", "SecurePass123!", await argon2.hash("SecurePass123!"));
}

bcryptLines();
pbkdf2Lines();
argon2Lines();
