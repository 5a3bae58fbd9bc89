"""Ranks sentences with sumy's LexRank and TextRank. Reads texts as JSON lists of sentences, writes for each method and text the places of its sentences, best first."""
import json
import re
import sys

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words


class Words:
    """Sentences come ready; words are what a letter begins."""

    def to_words(self, sentence):
        return tuple(re.findall(r"[^\W\d_][\w'’-]*", sentence))


def rank(summarizer, sentences):
    """The best one, then what the best two add, and so on: the library gives sets in the order of the text."""
    objects = [Sentence(text, Words()) for text in sentences]
    document = ObjectDocumentModel([Paragraph(objects)])
    order = []
    for count in range(1, len(objects) + 1):
        best = {id(sentence) for sentence in summarizer(document, count)}
        order.extend(at for at, sentence in enumerate(objects) if id(sentence) in best and at not in order)
    return order


def main():
    texts = json.load(sys.stdin)
    ranks = {}
    for name, summarizer in (("LexRank", LexRankSummarizer), ("TextRank", TextRankSummarizer)):
        instance = summarizer(Stemmer("english"))
        instance.stop_words = get_stop_words("english")
        ranks[name] = [rank(instance, sentences) for sentences in texts]
    json.dump(ranks, sys.stdout)


main()
