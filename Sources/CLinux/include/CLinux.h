#ifndef TRILATCH_CLINUX_H
#define TRILATCH_CLINUX_H

// System calls and structures that Swift's Glibc module does not show: variadic functions, GNU extensions and calls newer
// than glibc 2.36. Nothing here decides anything. Every function returns the call's value, or the negated errno.

#include <stddef.h>
#include <stdint.h>

#endif
