"""Answers to requests that the server cannot even hand to the pages: short, in Chinese and in English.

In: an error of waitress. Out: plain text. Nobody knows the language of the reader yet.
"""

from waitress.task import ErrorTask

# By status. The server says in words nothing but this, so that no answer describes its insides.
WORDS = {
    400: ("这个请求读不懂，没有理会。", "This request could not be understood."),
    411: ("请说明内容有多长。", "State the length of the body."),
    413: ("送来的内容太大，没有收下。", "What was sent is too large and was not accepted."),
    431: (
        "网址太长，没有理会。请缩短以后再试。",
        "The address, or something else at the head of the request, is too long. Please shorten it and try again.",
    ),
    500: ("出错了，是我们的错。请过一会儿再试。", "Something went wrong; it is our fault. Please try again later."),
    501: ("服务器不会这样读请求。", "The server does not read requests that are sent like this."),
}


class PlainErrorTask(ErrorTask):
    """The answer to an error, as waitress asks for it."""

    def execute(self) -> None:
        error = self.request.error
        text = "\n".join((*WORDS.get(error.code, WORDS[500]), "")).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(text)
        self.write(text)
