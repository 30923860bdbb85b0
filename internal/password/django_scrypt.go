package password

// parseDjangoScrypt reads what Django's ScryptPasswordHasher writes since 4.0:
// N$salt$r$p$digest, the salt as text and N itself, not its logarithm. The order
// is Django's encode(): work factor, salt, block size, parallelism.
func parseDjangoScrypt(rest string) (verifier, error) {
	fields, err := split(rest, 5)
	if err != nil {
		return nil, err
	}
	n, err := number("N", fields[0], 2, 1<<scryptMaxLogN)
	if err != nil {
		return nil, err
	}
	if n&(n-1) != 0 {
		return nil, malformed("N: no power of two")
	}
	salt, err := saltText(fields[1])
	if err != nil {
		return nil, err
	}
	digest, err := digestIn(b64Padded, fields[4])
	if err != nil {
		return nil, err
	}
	return boundedScrypt(n, fields[2], fields[3], salt, digest)
}
