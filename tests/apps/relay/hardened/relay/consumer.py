import logging

import pika

from .config import Broker
from .handlers import handle
from .messages import decode

log = logging.getLogger(__name__)


class Consumer:
    """Takes jobs out of the queue, one after the other."""

    queue = "jobs"

    def __init__(self, broker: Broker) -> None:
        self.connection = pika.BlockingConnection(broker.parameters())
        self.channel = self.connection.channel()
        self.channel.queue_declare(queue=self.queue, durable=True)
        self.channel.basic_qos(prefetch_count=1)

    def on_message(self, channel, method, properties, body) -> None:
        try:
            handle(decode(body))
        except Exception:
            log.exception("a job failed")
            channel.basic_nack(method.delivery_tag, requeue=False)
        else:
            channel.basic_ack(method.delivery_tag)

    def run(self) -> None:
        self.channel.basic_consume(queue=self.queue, on_message_callback=self.on_message)
        self.channel.start_consuming()
