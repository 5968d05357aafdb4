"""Learners who act by themselves."""


class Actors:
    def __init__(self, page):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        pass

    async def bring_in(self, n):
        pass
