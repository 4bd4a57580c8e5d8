#include <nghttp2/nghttp2.h>
#include <string.h>

/* Overwrites memory that nothing reads again, which a compiler may not leave out. */
static inline void overwrite_memory(void *memory, size_t size) { explicit_bzero(memory, size); }
