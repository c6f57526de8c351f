/* src/cli/rob_words.h: whose words the columns of risk of bias have. */
#ifndef COPSE_I_ROB_WORDS_H
#define COPSE_I_ROB_WORDS_H

#include "rob_columns.h"

/** Reads --rob-words: "good=low,fair=some,poor=high". */
typedef struct copse_i_own_word {
    const char *word; /**< `length` bytes of it */
    size_t length;
    copse_judgement judgement;
} copse_i_own_word;

enum { copse_i_own_words_most = 32 };
typedef struct copse_i_rob_reader {
    unsigned tools; /**< bit of each tool that knows all words so far */
    size_t own;     /**< how many own words there are; 0: the tools' */
    copse_i_own_word word[copse_i_own_words_most];
} copse_i_rob_reader;

COPSE_NODISCARD copse_status copse_i_rob_reader_begin(const copse_i_rob_values *asked, copse_i_rob_reader *reader,
                                                      copse_error *err);
/** Takes note of a cell; COPSE_ENOTFOUND where no tool that knew those before knows it. */
COPSE_NODISCARD copse_status copse_i_rob_reader_meet(copse_i_rob_reader *reader, const char *cell);
/** What a cell that was met says, after all of them were. */
copse_judgement copse_i_rob_reader_judge(const copse_i_rob_reader *reader, const char *cell);
/** The words of a legend; somebody's own are kept in rob->store. */
void copse_i_rob_reader_words(const copse_i_rob_reader *reader, copse_i_rob_columns *rob);
/** Why a cell could not be met: "no judgement of rob2: Low, Some concerns, High, No information". */
void copse_i_rob_reader_say(const copse_i_rob_values *asked, const copse_i_rob_reader *reader, const char *cell,
                            copse_text *out);

#endif
