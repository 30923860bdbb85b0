// Package avatar makes a picture that a stranger sent fit to be shown, and keeps
// its bytes.
//
// [Encoder] decodes a JPEG, PNG, GIF or WebP, turns it the way its camera was
// held, scales it down and writes it anew. Nothing but pixels comes through:
// metadata, comments, colour profiles, further frames and whatever was appended
// are gone, because they are never copied. What a picture is, its bytes say;
// the name and the type that came with it are not even asked for.
//
// [Store] keeps what came out, under a [Name] that is drawn at random: in a
// folder ([Folder]) or in a bucket of an S3 API ([S3]).
//
// # Memory
//
// A picture of 25 megapixels, the largest that is taken ([MaxPixels]), needs
// 40 to 620 MB while it is decoded, depending on its format; the worst is a
// progressive JPEG in four colours (see inspection.memory). The header is read
// first and says how much; nothing is allocated for a picture that is refused.
// Decoding passes a gate of as many places as the encoder is wide, each standing
// for a core and 128 MiB; a picture that needs more takes more places, at most
// all. All decoding together therefore takes at most
//
//	max(620 MB, width × 128 MiB)
//
// of live memory, and in front of the gate wait at most 4 callers per place with
// at most 5 MiB each; one more is told [ErrBusy]. The garbage collector lets the
// heap grow beyond what lives, to twice as much unless GOMEMLIMIT is set.
//
// [Objects] is the one thing here that is not about pictures: a place in a bucket
// for files of any size, which shares the way to the bucket.
//
// The package does not know accounts. Which account shows which name, when an
// old picture is removed and which names are orphans belongs to package account;
// what an answer says about a refused picture belongs to the contracts.
package avatar
