/* Bytes of a file in another encoding made UTF-8, piece by piece. The only user of iconv. */
#ifndef COPSE_FRAME_CSV_DECODE_H
#define COPSE_FRAME_CSV_DECODE_H

#include <copse/base.h>
#include <stdint.h>

typedef struct copse_i_decoder copse_i_decoder;

/** Begins with the first bytes of a file, of which *skip are a byte order mark. `encoding` NULL or a name of UTF-8: UTF-16
 *  and UTF-32 are told by their mark. *decoder stays NULL where the bytes are UTF-8 already.
 *  @return COPSE_OK; COPSE_EUSAGE (an unknown name; the nearest is named); COPSE_EENCODING (a mark that says otherwise, or
 *          none where one is needed); COPSE_ENOMEM */
COPSE_NODISCARD copse_status copse_i_decoder_open(const char *source, const char *encoding, const char *bytes, size_t n,
                                                  copse_i_decoder **decoder, size_t *skip, copse_error *err);
/** Appends bytes[0..n) as UTF-8 to `out`; `last`: the file ends here. COPSE_EENCODING names line and byte. */
COPSE_NODISCARD copse_status copse_i_decoder_add(copse_i_decoder *decoder, const char *bytes, size_t n, bool last,
                                                 copse_text *out, copse_error *err);
void copse_i_decoder_close(copse_i_decoder *decoder);

#endif
