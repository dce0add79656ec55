# shellcheck shell=bash
# Keys and certificates, made once per server and kept beside it. EC keys: made in no time.

self_signed() { # FILE-WITHOUT-SUFFIX NAME OPENSSL-ARGS…
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp384r1 -nodes -days 3650 \
    -keyout "$1.key" -out "$1.crt" -subj "/CN=$2" "${@:3}" 2>/dev/null || die "openssl could not make the certificate $1.crt."
}

signed_by() { # CA FILE SUBJECT EXTENSIONS
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$2.key" -out "$2.csr" -subj "$3" 2>/dev/null
  openssl x509 -req -in "$2.csr" -CA "$1.crt" -CAkey "$1.key" -CAcreateserial -days 3650 \
    -extfile <(printf '%s\n' "$4") -out "$2.crt" 2>/dev/null || die "openssl could not make the certificate $2.crt."
  rm "$2.csr"
}

fingerprint() { openssl x509 -in "$1" -outform DER | sha256sum | cut -d' ' -f1; } # FILE
