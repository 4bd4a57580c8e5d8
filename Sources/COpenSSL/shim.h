// OpenSSL 3, and what of it is a macro that Swift does not see. Source: the man pages of OpenSSL 3.0.
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static inline EVP_PKEY *trilatch_make_p256_key(void) { return EVP_EC_gen("P-256"); }

/* TLS 1.2 or later, none of the options that have been trouble, nothing kept from one session for another, no plaintext
   kept once it was read; small records do not wait, and a write may come from another address when it is repeated. */
static inline int trilatch_restrict(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                     SSL_OP_CLEANSE_PLAINTEXT);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=2") == 1;
}

static inline int trilatch_set_server_name(SSL *session, const char *name) {
    return (int)SSL_set_tlsext_host_name(session, name);
}

/* An empty memory says "later", not "the end", until it is told that there is no more. */
static inline void trilatch_end_memory(BIO *memory) { BIO_set_mem_eof_return(memory, 0); }

static inline size_t trilatch_pending(BIO *memory) { return BIO_ctrl_pending(memory); }

static inline long trilatch_memory(BIO *memory, char **bytes) { return BIO_get_mem_data(memory, bytes); }
