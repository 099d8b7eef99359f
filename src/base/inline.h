// SPDX-License-Identifier: Apache-2.0
// What the functions of vector loops are declared with: a loop is vectorised only when everything
// called in it is inlined, and a compiler may find a long function too dear.
#ifndef PVS_BASE_INLINE_H
#define PVS_BASE_INLINE_H

#if defined(__GNUC__)
#define PVS_INLINE static inline __attribute__((always_inline)) ///< also clang
#else
#define PVS_INLINE static inline
#endif

#endif
