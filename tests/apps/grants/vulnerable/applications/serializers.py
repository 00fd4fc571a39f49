from rest_framework import serializers

from .models import Application, Attachment, Review


class ApplicationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Application
        fields = "__all__"  # P04


class AttachmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Attachment
        fields = ["id", "name"]


class ReviewSerializer(serializers.ModelSerializer):
    class Meta:
        model = Review
        fields = ["id", "reviewer", "score", "remark"]


class DecisionSerializer(serializers.Serializer):
    awarded = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    remark = serializers.CharField(required=False, max_length=2000)


class InviteSerializer(serializers.Serializer):
    email = serializers.EmailField()
    password = serializers.CharField(min_length=12, write_only=True)
